"""What every feature stands on: database, bus, web edge, text. It knows no word of the field."""
