using System.Globalization;

namespace Unrolled.Mpi.Tests;

/// <summary>What a rank is asked to do: a command and its words, then options with a value or without.</summary>
internal sealed class Options
{
    private readonly string[] _args;

    public Options(string[] args) => _args = args.Length > 0 ? args : throw new ArgumentException("expected a command.");

    public string Command => _args[0];

    /// <summary>The words behind the command, before the first option.</summary>
    public string[] Words => [.. _args.Skip(1).TakeWhile(static word => !word.StartsWith('-'))];

    public bool Has(string name) => _args.Contains(name);

    public string? Text(string name)
    {
        int at = Array.IndexOf(_args, name);
        return at < 0 ? null : at + 1 < _args.Length ? _args[at + 1] : throw new ArgumentException($"{name} expects a value.");
    }

    public int Number(string name, int usual) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    public string[] List(string name, string usual) => (Text(name) ?? usual).Split(',');
}
