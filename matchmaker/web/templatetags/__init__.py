"""What templates of the pages load."""
