"""Floor 2: rules an officer can cite, one file each."""
