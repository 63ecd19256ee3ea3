using System.CommandLine;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;

namespace Mrq.Tool;

/// <summary>Options of the accuracy gate.</summary>
internal sealed class GateOptions
{
    private readonly Option<string?> _drop = new("--max-accuracy-drop") { Description = "How much of the metric may be lost, in percentage points (mse: in its unit)." };
    private readonly Option<string?> _accuracy = new("--min-accuracy") { Description = "The least value of the metric." };
    private readonly Option<string?> _agreement = new("--min-agreement") { Description = "The least share of answers like the source's, in percent." };
    private readonly Option<string?> _sqnr = new("--min-sqnr") { Description = "The least signal to quantization noise of the outputs, in dB." };
    private readonly Option<string> _mode = new("--accuracy-gate") { Description = "error, warn or off.", DefaultValueFactory = _ => "error" };

    public void AddTo(Command command)
    {
        command.Add(_drop);
        command.Add(_accuracy);
        command.Add(_agreement);
        command.Add(_sqnr);
        command.Add(_mode);
    }

    public GateLimits Read(ParseResult parsed) => new()
    {
        MaxAccuracyDrop = OptionNumber.Limit(_drop.Name, parsed.GetValue(_drop), "percentage points such as 0.64"),
        MinAccuracy = OptionNumber.Limit(_accuracy.Name, parsed.GetValue(_accuracy), "percent such as 80"),
        MinAgreement = OptionNumber.Limit(_agreement.Name, parsed.GetValue(_agreement), "percent such as 95"),
        MinSqnr = OptionNumber.Limit(_sqnr.Name, parsed.GetValue(_sqnr), "dB such as 20"),
        Mode = GateLimits.ParseMode(parsed.GetValue(_mode)!),
    };

    /// <summary>Prints what was found as the mode says and throws where it fails the command.</summary>
    public static void Apply(string file, GateLimits limits, IReadOnlyList<GateFinding> findings)
    {
        if (findings.Count > 0 && limits.Mode == GateMode.Error)
        {
            throw new MrqException(findings[0].Code, string.Join("; ", findings.Select(finding => finding.Message)), new MrqPlace(file));
        }

        CommandRunner.Print(file, [.. findings.Select(finding => (finding.Code, finding.Message))]);
    }
}
