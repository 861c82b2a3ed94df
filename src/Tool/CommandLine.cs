using System.CommandLine;
using System.CommandLine.Parsing;
using Unrolled.Onnx;

namespace Unrolled.Tool;

/// <summary>The command <c>unrolled</c>.</summary>
internal static class CommandLine
{
    private const int Failed = 1, Misused = 2;

    /// <summary>Runs a command.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="output">Takes what it says.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>0; 1 where a file cannot be had, 2 where the command is none.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        // A file name may begin with @.
        ParseResult line = Root(output).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (line.Errors.Count > 0 && line.Action is not System.CommandLine.Help.HelpAction)
        {
            foreach (ParseError error in line.Errors)
                errors.WriteLine($"error: {error.Message}");
            errors.WriteLine("Run with --help to see all options.");
            return Misused;
        }

        try
        {
            return line.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = errors });
        }
        catch (UnsupportedModelException unsupported)
        {
            errors.WriteLine($"error: {unsupported.Nodes.Count} of the model's nodes cannot be had; nothing was written.");
            errors.Write(Table.Format(
                [["node", "operator", "reason"], .. unsupported.Nodes.Select(static n => new[] { n.Name, n.Operator, n.Reason })]));
            return Failed;
        }
        catch (ArgumentException misuse)
        {
            errors.WriteLine($"error: {misuse.Message}");
            return Misused;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            errors.WriteLine($"error: {e.Message}");
            return Failed;
        }
    }

    private static RootCommand Root(TextWriter output)
    {
        var root = new RootCommand("Networks of Unrolled from models of others, and what is in their files.");
        root.Subcommands.Add(Import(output));
        root.Subcommands.Add(Info(output));
        root.Subcommands.Add(Operators(output));
        return root;
    }

    private static Command Import(TextWriter output)
    {
        Argument<string> file = new("FILE.onnx") { Description = "The model." };
        Option<string?> name = new("--class")
        {
            HelpName = "NAME",
            Description = "The class's name, perhaps with its namespace; the file's unless given."
        };
        Option<string?> space = new("--namespace") { HelpName = "NAME", Description = "The class's namespace." };
        Option<string> directory = new("--output")
        {
            HelpName = "DIRECTORY",
            Description = "Where the class and its weights go; here unless given.",
            DefaultValueFactory = static _ => ".",
        };
        Option<string?> project = new("--project")
        {
            HelpName = "DIRECTORY",
            Description = "Where the project lies that the class becomes a part of; the nearest one above the output unless given.",
        };
        Option<string?> take = new("--take")
        {
            HelpName = "VALUE",
            Description = "The output that is taken, of a model that has several, or a value inside of it."
        };
        Option<string?> loss = new("--loss")
        {
            HelpName = "NAME",
            Description = "The loss that the class gets, such as SoftmaxCrossEntropy, to be trained further."
        };
        Option<string?> frozen = new("--frozen")
        {
            HelpName = "LAYER",
            Description =
                "A layer, or what names of layers begin with: training leaves the last of them and all in front of it as they are.",
        };
        var command = new Command("import", "Makes a class, NAME.cs, and its weights, NAME.safetensors, of an ONNX model.")
        {
            file, name, space, directory, project, take, loss, frozen,
        };
        command.SetAction(line => ImportCommand.Run(
            line.GetRequiredValue(file),
            line.GetRequiredValue(directory),
            line.GetValue(project),
            ImportCommand.Named(line.GetValue(name), line.GetValue(space)) with
            {
                Output = line.GetValue(take),
                Loss = line.GetValue(loss),
                Frozen = line.GetValue(frozen),
            },
            output));
        return command;
    }

    private static Command Info(TextWriter output)
    {
        Argument<string> file = new("FILE") { Description = "An ONNX model, or a safetensors file." };
        var command = new Command("info", "Describes an ONNX model or a safetensors file.") { file };
        command.SetAction(line => InfoCommand.Run(line.GetRequiredValue(file), output));
        return command;
    }

    private static Command Operators(TextWriter output)
    {
        var command = new Command("operators", "Lists the operators of ONNX that become layers.");
        command.SetAction(_ =>
        {
            foreach (string name in OnnxModel.Operators)
                output.WriteLine(name);
            return 0;
        });
        return command;
    }
}
