"""Installation, removal, and the records that we ship and an administrator may edit."""
