"""What people see: layout, focus, accessibility and words. No decisions."""
