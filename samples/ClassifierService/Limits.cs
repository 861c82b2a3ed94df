using System.Globalization;

namespace ClassifierService;

/// <summary>
/// What the service lends to its clients. Each limit is set by its name: <c>--LargeBodies 4</c>, or as an environment variable.
/// Together they bound its memory: connections and their small bodies, large bodies, and large pictures being decoded.
/// </summary>
/// <param name="Connections">Connections at once; further ones are closed unanswered.</param>
/// <param name="RequestsOfOneAddress">Requests under way from one address; further ones get a 429.</param>
/// <param name="LargeBodies">Bodies of more than <see cref="SmallBody"/> bytes at once.</param>
/// <param name="LargePictures">Pictures of more than <see cref="SmallPicture"/> pixels that are read at once.</param>
/// <param name="Waiting">Requests that wait for a place of either kind; further ones get a 503.</param>
/// <param name="HeadSeconds">From a request's first byte to the end of its head; after that the connection is closed.</param>
/// <param name="BodySeconds">From there to the end of its body; after that it gets a 408.</param>
/// <param name="IdleSeconds">How long a connection is kept without a request.</param>
internal sealed record Limits(
    int Connections, int RequestsOfOneAddress, int LargeBodies, int LargePictures, int Waiting, int HeadSeconds, int BodySeconds,
    int IdleSeconds)
{
    /// <summary>The most bytes of a body.</summary>
    public const int Body = 1 << 20;

    /// <summary>Bodies up to so many bytes always have a place: there are no more of them than connections.</summary>
    public const int SmallBody = 8 << 10;

    /// <summary>Pictures of up to so many pixels are read at once, in about a millisecond.</summary>
    public const int SmallPicture = 256 * 256;

    /// <summary>Bytes of a request's line and headers together.</summary>
    public const int Head = 8 << 10;

    /// <summary>The bytes of a second that a body brings at least, after its first five.</summary>
    public const int BodyBytesPerSecond = 1 << 10;

    /// <summary>
    /// Reads the limits. Large pictures leave half of the processors to the small ones, and an address leaves connections to others.
    /// </summary>
    /// <exception cref="InvalidDataException">A limit is no whole number from 1.</exception>
    public static Limits From(IConfiguration configuration) => new(
        Connections: Read(configuration, nameof(Connections), 1152),
        RequestsOfOneAddress: Read(configuration, nameof(RequestsOfOneAddress), 1100),
        LargeBodies: Read(configuration, nameof(LargeBodies), 16),
        LargePictures: Read(configuration, nameof(LargePictures), Math.Max(1, Environment.ProcessorCount / 2)),
        Waiting: Read(configuration, nameof(Waiting), 256),
        HeadSeconds: Read(configuration, nameof(HeadSeconds), 10),
        BodySeconds: Read(configuration, nameof(BodySeconds), 20),
        IdleSeconds: Read(configuration, nameof(IdleSeconds), 30));

    private static int Read(IConfiguration configuration, string name, int otherwise)
    {
        if (configuration[name] is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new InvalidDataException($"--{name} expects a whole number from 1 to {int.MaxValue}, but got '{text}'.");
    }
}
