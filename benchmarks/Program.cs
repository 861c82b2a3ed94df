using BenchmarkDotNet.Running;
using Unrolled.Benchmarks;
using Unrolled.Benchmarks.Growth;
using Unrolled.Benchmarks.Peers;

switch (args.FirstOrDefault())
{
    case "peak":
        WholeSteps.Run(args[1..]);
        return 0;
    case "reading":
        Reading.Run();
        return 0;
    case "peers":
        return Comparison.Run(args[1..]);
    case "first":
        FirstStep.Run();
        return 0;
    case "growth":
        return GrowthCommand.Run(args[1..]);
    case "typing":
        return TypingCommand.Run(args[1..]);
    case "plan":
        Console.Write(LeNet5.Info);
        Console.WriteLine();
        Console.Write(LeNet5.Info.Plan);
        return 0;
    case "kernels":
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project benchmarks -- COMMAND
              peak [lenet5] [mlp] [wide] [resnet8]
                                      whole training steps against the FMA peak of this machine
              reading                 how fast a core reads memory of some sizes
              peers [WORKLOAD...] [--training | --prediction] [--batch N] [--threads N] [--rounds N]
                                      training against TorchSharp, prediction against ONNX Runtime
              first                   the first step of a process, compilation by the JIT included
              growth [NETWORK...] [--timeout SECONDS] [--memory GIGABYTES]
                                      what networks cost to build, from LeNet-5 to ResNet-18
              typing [NETWORK...]     what an editor waits for what is wrong with a declaration
              plan                    LeNet-5's memory, chunks and tiles on this machine
              kernels [OPTIONS]       layers one by one, by BenchmarkDotNet (--filter '*')
            """);
        return 2;
}
