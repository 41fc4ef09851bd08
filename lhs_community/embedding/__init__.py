"""What becomes of an improvement once the project is handed over: who keeps it, and looking again."""
