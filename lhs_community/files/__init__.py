"""Files that hang on things: pictures made anew, PDF, and tables shown as tables."""
