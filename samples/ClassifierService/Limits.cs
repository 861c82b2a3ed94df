using System.Globalization;
using Recognition;

namespace ClassifierService;

/// <summary>
/// What the service lends to its clients. Each limit is set by its name: <c>--LargeBodies 4</c>, or as an environment variable.
/// Together they bound its memory: connections and their small bodies, large bodies, and large pictures being decoded.
/// </summary>
/// <param name="Connections">Connections at once; further ones are closed unanswered.</param>
/// <param name="RequestsOfOneAddress">Requests under way from one address; further ones get a 429.</param>
/// <param name="LargeBodies">Bodies of more than <see cref="SmallBody"/> bytes at once.</param>
/// <param name="LargePictures">Pictures of more than <see cref="SmallPicture"/> pixels that are read at once.</param>
/// <param name="Drawings">Drawings that are read at once.</param>
/// <param name="DrawingsPerSecond">Drawings of one address in a second, and as many at once after a pause; further ones get a 429.</param>
/// <param name="Waiting">Requests that wait for a place of one kind; further ones get a 503.</param>
/// <param name="HeadSeconds">From a request's first byte to the end of its head; after that the connection is closed.</param>
/// <param name="BodySeconds">From there to the end of its body; after that it gets a 408.</param>
/// <param name="IdleSeconds">How long a connection is kept without a request.</param>
internal sealed record Limits(
    int Connections, int RequestsOfOneAddress, int LargeBodies, int LargePictures, int Drawings, int DrawingsPerSecond, int Waiting,
    int HeadSeconds, int BodySeconds, int IdleSeconds)
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

    // What the service takes by itself, and for a connection with its small body and buffers.
    private const long OfItself = 8 << 20, OfConnection = 2 * SmallBody;

    // A byte for each pixel, two rows of at most eight bytes for each, the unpacker.
    private const long OfPicture = Picture.MostPixels + 2 * 8 * Picture.MostSide + (64 << 10);

    // The network's values and their gradients, for a group of 16 pictures.
    private const long OfDrawing = 1 << 20;

    private const int Day = 24 * 60 * 60, Few = 1_000, Many = 100_000;

    /// <summary>The most memory that everything which is lent takes together.</summary>
    public long MostBytes =>
        OfItself + Connections * OfConnection + (long)LargeBodies * Body + LargePictures * OfPicture
        + Drawings * OfDrawing;

    /// <summary>
    /// Reads the limits. Large pictures leave half of the processors to the small ones, and an address leaves connections to others.
    /// </summary>
    /// <param name="configuration">Where they are set.</param>
    /// <param name="heap">Bytes that the heap can take.</param>
    /// <exception cref="InvalidDataException">A limit is no whole number in its range, or together they are more than the heap.</exception>
    public static Limits From(IConfiguration configuration, long heap)
    {
        var limits = new Limits(
            Connections: Read(configuration, nameof(Connections), 1152, Many),
            RequestsOfOneAddress: Read(configuration, nameof(RequestsOfOneAddress), 1100, Many),
            LargeBodies: Read(configuration, nameof(LargeBodies), 16, Few),
            LargePictures: Read(configuration, nameof(LargePictures), Math.Clamp(Environment.ProcessorCount / 2, 1, 4), Few),
            Drawings: Read(configuration, nameof(Drawings), 2, Few),
            DrawingsPerSecond: Read(configuration, nameof(DrawingsPerSecond), 1000, Many),
            Waiting: Read(configuration, nameof(Waiting), 256, Many),
            HeadSeconds: Read(configuration, nameof(HeadSeconds), 10, Day),
            BodySeconds: Read(configuration, nameof(BodySeconds), 20, Day),
            IdleSeconds: Read(configuration, nameof(IdleSeconds), 30, Day));
        if (limits.MostBytes <= heap)
            return limits;
        throw new InvalidDataException(
            $"the limits lend up to {Megabytes(limits.MostBytes)} MB, but the heap has {Megabytes(heap)}: "
            + $"{limits.Connections} connections, {limits.LargeBodies} large bodies, {limits.LargePictures} large pictures, "
            + $"{limits.Drawings} drawings. Lower "
            + $"--{nameof(Connections)}, --{nameof(LargeBodies)}, --{nameof(LargePictures)} "
            + $"or --{nameof(Drawings)}, or set DOTNET_GCHeapHardLimit to more bytes, in hexadecimal.");
    }

    private static string Megabytes(long bytes) => (bytes / (double)(1 << 20)).ToString("F0", CultureInfo.InvariantCulture);

    private static int Read(IConfiguration configuration, string name, int otherwise, int most)
    {
        if (configuration[name] is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 && value <= most
            ? value
            : throw new InvalidDataException($"--{name} expects a whole number from 1 to {most}, but got '{text}'.");
    }
}
