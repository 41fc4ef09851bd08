"""What people type about a measure. Figures and dates are taken as people write them, so these are text fields."""
