using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ClassifierService;

/// <summary>The limits as the server and the framework know them.</summary>
internal static class Server
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>What is refused before a request is one: connections, slow or long heads, slow or long bodies.</summary>
    public static void Limit(KestrelServerOptions server, Limits limits)
    {
        server.AddServerHeader = false;
        // One connection has one request at a time, so that their number bounds that of requests.
        server.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        KestrelServerLimits its = server.Limits;
        its.MaxConcurrentConnections = limits.Connections;
        its.KeepAliveTimeout = TimeSpan.FromSeconds(limits.IdleSeconds);
        its.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeadSeconds);
        its.MaxRequestHeadersTotalSize = Limits.Head;
        its.MaxRequestLineSize = Limits.Head / 4;
        its.MaxRequestHeaderCount = 32;
        its.MaxRequestBodySize = Limits.Body;
        its.MinRequestBodyDataRate = new(Limits.BodyBytesPerSecond, s_grace);
        its.MinResponseDataRate = new(Limits.BodyBytesPerSecond, s_grace);
        its.MaxRequestBufferSize = Limits.SmallBody;
        its.MaxResponseBufferSize = Limits.SmallBody;
    }

    /// <summary>What has come over a connection and is not taken yet, such as a body that waits for its place.</summary>
    public static void Limit(SocketTransportOptions sockets)
    {
        sockets.MaxReadBufferSize = Limits.SmallBody;
        sockets.MaxWriteBufferSize = Limits.SmallBody;
    }

    /// <summary>What is refused to one address, in words and with a status.</summary>
    public static void Limit(RateLimiterOptions requests, Limits limits)
    {
        requests.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetConcurrencyLimiter(
            Network(context.Connection.RemoteIpAddress), _ => new() { PermitLimit = limits.RequestsOfOneAddress, QueueLimit = 0 }));
        requests.AddPolicy(nameof(Limits.DrawingsPerSecond), context => RateLimitPartition.GetTokenBucketLimiter(
            Network(context.Connection.RemoteIpAddress), _ => Drawings(limits.DrawingsPerSecond)));
        requests.OnRejected = async (rejected, _) => await Requests
            .Refuse(rejected.HttpContext, StatusCodes.Status429TooManyRequests, Reason(rejected.Lease, limits))
            .ExecuteAsync(rejected.HttpContext);
    }

    /// <summary>So many in a second, and as many at once after a pause.</summary>
    private static TokenBucketRateLimiterOptions Drawings(int perSecond) =>
        new() { TokenLimit = perSecond, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 };

    /// <summary>Only what is limited by time tells when to come again.</summary>
    private static string Reason(RateLimitLease lease, Limits limits) => lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan _)
        ? $"{limits.DrawingsPerSecond} drawings a second are all that an address may have; try again later."
        : $"{limits.RequestsOfOneAddress} requests from this address are under way, which is all that it may have; try again later.";

    /// <summary>Whose an address is: who has one of version 6 has 2^64 of them.</summary>
    private static IPAddress Network(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            return address?.MapToIPv4() ?? IPAddress.None;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
