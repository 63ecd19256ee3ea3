using System.CommandLine;
using Mrq.Evaluation.Datasets;

namespace Mrq.Tool;

/// <summary>Options that say of data files what they do not say of themselves.</summary>
internal sealed class DataOptions
{
    private readonly Option<double?> _mean = new("--input-mean") { Description = "real = (value - mean) * scale, for pixels or other raw values." };
    private readonly Option<double?> _scale = new("--input-scale") { Description = "See --input-mean; 1 by default." };
    private readonly Option<string?> _type = new("--input-type") { Description = "Type that raw .bin samples and the integers of other files are of: uint8, int8, int16 or float32; the model's own by default." };
    private readonly Option<int> _labelOffset = new("--label-offset") { Description = "Added to every label to get the model's class." };

    /// <summary>The options of samples, and those of their labels where a command reads these.</summary>
    public void AddTo(Command command, bool withLabels = true)
    {
        command.Add(_mean);
        command.Add(_scale);
        command.Add(_type);
        if (withLabels)
        {
            command.Add(_labelOffset);
        }
    }

    public DatasetOptions Read(ParseResult parsed) => new()
    {
        InputMean = parsed.GetValue(_mean),
        InputScale = parsed.GetValue(_scale),
        InputType = DatasetOptions.ParseInputType(parsed.GetValue(_type)),
        LabelOffset = parsed.GetValue(_labelOffset),
    };
}
