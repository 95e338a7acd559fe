"""Simulate a fleet of IoT devices that think: where should inference run?"""
