using Unrolled.Generated;
using Unrolled.Memory;
using Unrolled.Training.Distributed;

namespace Unrolled.Training;

/// <summary>
/// The outputs of a network without a loss as they are in training: by the batch's statistics, with masks. It remembers
/// nothing.
/// </summary>
internal sealed unsafe class ForwardPass<T> : IDisposable where T : class, INetwork<T>
{
    private readonly GradientPass<T> _pass;
    private readonly WorkerPool _workers;

    public ForwardPass(int threads)
    {
        Arena[] arenas = Arena.ForThreads(threads, new BatchChecks(T.Info, T.Program));
        _pass = new GradientPass<T>(arenas, new GradientSlots(0, 0), new Ranks(null));
        _workers = new WorkerPool(threads);
    }

    public void Run(ParameterPointers parameters, float* inputs, int samples, ulong key, float* outputs)
    {
        var plan = ChunkPlan.For(samples, 0, T.Program.ChunkStride);
        var batch = new Batch { Inputs = new(inputs, T.Info.InputLength), Samples = samples, Counted = samples };
        _pass.Prepare(parameters, batch, plan, key, _workers);
        _pass.Outputs = outputs;
        _pass.Run(_workers);
    }

    public void Dispose() => _workers.Dispose();
}
