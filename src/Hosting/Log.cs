using Microsoft.Extensions.Logging;

namespace Unrolled.Hosting;

/// <summary>What is logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Loaded {Network} from {Path}, SHA-256 {Sha256}.")]
    public static partial void Loaded(this ILogger logger, string network, string path, string sha256);

    [LoggerMessage(2, LogLevel.Warning, "{Network} was not loaded: {Reason}")]
    public static partial void NotLoaded(this ILogger logger, Exception? failure, string network, string reason);

    [LoggerMessage(3, LogLevel.Error, "A listener to changes of {Network} failed.")]
    public static partial void ListenerFailed(this ILogger logger, Exception failure, string network);
}
