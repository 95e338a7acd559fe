"""Facts and costs of a .tflite model, and real inference through one adapter."""
