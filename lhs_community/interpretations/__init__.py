"""What a signal on a chart means: several people's readings, first blind, then side by side, then agreed."""
