"""Light ways to look into a problem before changing anything: fishbone, five whys, process map, Pareto."""
