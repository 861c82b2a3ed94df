namespace Samples;

/// <summary>The run cannot start as it was asked for; the message says what was expected and what came.</summary>
public sealed class UsageException(string message) : Exception(message);
