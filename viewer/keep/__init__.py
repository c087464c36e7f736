"""What the user keeps: scenes, bookmarks, notes, the last session. Local files only, no Qt."""
