return Unrolled.Tool.CommandLine.Run(args, Console.Out, Console.Error);
