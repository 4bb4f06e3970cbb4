"""How is she not left alone? Check-ins, the ladder of silence, appointments, the watch."""
