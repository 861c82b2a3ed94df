using Unrolled.Benchmarks;

switch (args.FirstOrDefault())
{
    case "peak":
        WholeSteps.Run(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks -- peak [lenet5] [mlp]");
        return 2;
}
