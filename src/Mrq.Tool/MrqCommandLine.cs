using System.CommandLine;
using Mrq.Core.Diagnostics;
using Mrq.Tool.Commands;
using Mrq.Tool.Help;

namespace Mrq.Tool;

/// <summary>The whole command: it can be run again and again in one process.</summary>
internal static class MrqCommandLine
{
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        var root = new RootCommand("Looks at, converts, runs and evaluates quantized models, exactly as their targets compute them.")
        {
            InspectCommand.Create(),
            ViewCommand.Create(),
            SchemesCommand.Create(),
            TargetsCommand.Create(),
            OperatorsCommand.Create(),
            ConvertCommand.Create(),
            RunCommand.Create(),
            EvaluateCommand.Create(),
            IndexCommand.Create(),
            SweepCommand.Create(),
            DiffCommand.Create(),
            AnalyzeCommand.Create(),
            BenchCommand.Create(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            InitCommand.Create(),
            CompletionCommand.Create(),
        };
        foreach (var command in root.Subcommands.Concat(root.Subcommands.SelectMany(command => command.Subcommands)))
        {
            ShortNames.AddTo(command);
        }

        HelpPage.AddTo(root);
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        var errors = UsageErrors.Of(parsed, root);
        if (errors.Count > 0)
        {
            foreach (var error in errors)
            {
                Terminal.WriteError($"error {MrqCodes.BadUsage}: {error}");
            }

            return ExitCodes.BadInput;
        }

        return parsed.Invoke();
    }
}
