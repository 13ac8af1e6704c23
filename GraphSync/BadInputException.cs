namespace GraphSync;

/// <summary>The user gave something that cannot be used; the message is one line that names the place and the remedy.</summary>
public sealed class BadInputException(string message) : Exception(message);
