using System.CommandLine;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;

namespace Mrq.Tool;

/// <summary>Options of the accuracy gate.</summary>
internal sealed class GateOptions
{
    private readonly Option<double?> _drop = new("--max-accuracy-drop") { Description = "How much of the metric may be lost, in percentage points (mse: in its unit)." };
    private readonly Option<double?> _accuracy = new("--min-accuracy") { Description = "The least value of the metric." };
    private readonly Option<double?> _agreement = new("--min-agreement") { Description = "The least share of answers like the source's, in percent." };
    private readonly Option<double?> _sqnr = new("--min-sqnr") { Description = "The least signal to quantization noise of the outputs, in dB." };
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
        MaxAccuracyDrop = parsed.GetValue(_drop),
        MinAccuracy = parsed.GetValue(_accuracy),
        MinAgreement = parsed.GetValue(_agreement),
        MinSqnr = parsed.GetValue(_sqnr),
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
