"""What tests stand on: databases, a client that checks pages, servers, a browser. No rule of the product is here."""
