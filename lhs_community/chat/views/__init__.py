"""Pages of chat. Everything works by plain forms; live.py makes it quick."""
