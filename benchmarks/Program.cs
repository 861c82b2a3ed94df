using BenchmarkDotNet.Running;
using Unrolled.Benchmarks;
using Unrolled.Benchmarks.Peers;

switch (args.FirstOrDefault())
{
    case "peak":
        WholeSteps.Run(args[1..]);
        return 0;
    case "peers":
        return Comparison.Run(args[1..]);
    case "kernels":
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project benchmarks -- COMMAND
              peak [lenet5] [mlp]     whole training steps against the FMA peak of this machine
              peers [WORKLOAD...]     training against TorchSharp, prediction against ONNX Runtime
              kernels [OPTIONS]       layers and functions one by one, by BenchmarkDotNet (--filter '*')
            """);
        return 2;
}
