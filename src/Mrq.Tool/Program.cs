using System.CommandLine;
using Mrq.Core.Diagnostics;
using Mrq.Tool;
using Mrq.Tool.Commands;

var root = new RootCommand("Looks at, converts, runs and evaluates quantized models, exactly as their targets compute them.")
{
    InspectCommand.Create(),
    SchemesCommand.Create(),
    OperatorsCommand.Create(),
    ConvertCommand.Create(),
    RunCommand.Create(),
    EvaluateCommand.Create(),
    BenchCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Terminal.WriteError($"error {MrqCodes.BadUsage}: {parsed.Errors[0].Message} See 'mrq --help'.");
    return ExitCodes.BadInput;
}

return parsed.Invoke();
