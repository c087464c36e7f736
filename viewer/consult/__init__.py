"""Two people at one screen: what a report says, in neutral words, and shown on the model."""
