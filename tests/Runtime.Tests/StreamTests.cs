using Unrolled.Tests.Training;

namespace Unrolled.Tests;

/// <summary>Networks through streams and bytes.</summary>
public sealed class StreamTests : TempDirectory
{
    private readonly FakeClassifier _network = new(seed: 3);

    [Fact]
    public void Streams_and_bytes_are_what_a_file_is()
    {
        _network.Save(PathOf("net"));
        byte[] file = File.ReadAllBytes(PathOf("net"));
        Assert.Equal(file, _network.ToBytes());
        using var stream = new MemoryStream();
        _network.Save(stream);
        Assert.Equal(file, stream.ToArray());
        Assert.True(stream.CanWrite);
    }

    [Fact]
    public void What_was_written_is_read_from_wherever_it_comes()
    {
        byte[] bytes = _network.ToBytes();
        Assert.Equal(_network.Parameters, Loaded(n => n.Load(bytes)).Parameters);
        Assert.Equal(_network.Parameters, Loaded(n => n.Load(bytes.AsSpan())).Parameters);
        Assert.Equal(_network.Parameters, Loaded(n => n.Load(new MemoryStream(bytes))).Parameters);
        // Behind something else, and from a stream that is read once and in small pieces.
        var later = new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 };
        Assert.Equal(_network.Parameters, Loaded(n => n.Load(later)).Parameters);
        var once = new OnceStream(bytes);
        Assert.Equal(_network.Parameters, Loaded(n => n.Load(once)).Parameters);
        Assert.False(once.Closed);
    }

    [Fact]
    public void Damage_is_refused_in_the_same_words_and_changes_nothing()
    {
        byte[] bytes = _network.ToBytes();
        byte[] other = new FakeRegression().ToBytes();
        byte[] header = [.. bytes];
        header[8] = (byte)'[';
        foreach (byte[] damaged in (byte[][])[
            [], bytes[..5], bytes[..60], bytes[..^1], [.. bytes, 0], other, header, [.. Enumerable.Repeat((byte)0xFF, 8), .. bytes[8..]]])
        {
            string whole = Refusal("the bytes", n => n.Load(damaged)),
                wound = Refusal("the stream", n => n.Load(new MemoryStream(damaged)));
            Assert.Equal(whole, wound);
            string once = Refusal("the stream", n => n.Load(new OnceStream(damaged)));
            // How long it is, a stream that is read once does not tell.
            if (!whole.Contains("declares", StringComparison.Ordinal))
                Assert.Equal(whole, once);
        }
    }

    [Fact]
    public void A_stream_that_promises_much_takes_no_memory_for_it()
    {
        byte[] promise = [.. BitConverter.GetBytes(99_000_000L), .. "{\"a\":"u8];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => new FakeClassifier().Load(new OnceStream(promise)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void No_more_than_the_network_can_want_is_taken_from_a_stream()
    {
        byte[] header = SafetensorsFixture.Bytes(
            """{"dense1.weight":{"dtype":"F32","shape":[3,5],"data_offsets":[0,4000000000]}}""", []);
        var endless = new OnceStream(header) { Endless = true };
        Assert.Throws<InvalidDataException>(() => new FakeClassifier().Load(endless));
        Assert.InRange(endless.Given, 0, 100_000);
    }

    private static FakeClassifier Loaded(Action<FakeClassifier> load)
    {
        var network = new FakeClassifier();
        load(network);
        return network;
    }

    private static string Refusal(string name, Action<FakeClassifier> load)
    {
        var network = new FakeClassifier(seed: 8);
        string message = Assert.Throws<InvalidDataException>(() => load(network)).Message;
        Assert.StartsWith(name + ": ", message);
        Assert.Equal(new FakeClassifier(seed: 8).Parameters, network.Parameters);
        return message[name.Length..];
    }

    /// <summary>A stream that cannot be wound and gives seven bytes at a time.</summary>
    private sealed class OnceStream(byte[] content) : Stream
    {
        public bool Endless { get; init; }

        public bool Closed { get; private set; }

        public int Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int left = Math.Max(0, content.Length - Given), some = Math.Min(7, Math.Min(count, left));
            if (left == 0 && Endless)
                some = Math.Min(count, 1000);
            else
                content.AsSpan(Given, some).CopyTo(buffer.AsSpan(offset));
            Given += some;
            return some;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            Closed = true;
            base.Dispose(disposing);
        }
    }
}
