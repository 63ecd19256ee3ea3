using Mrq.Core.Graph.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class QuantizeMapping() : OperatorMapping<Quantize>("QUANTIZE", "QuantizeOptions")
{
    protected override Quantize Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs };

    protected override void Write(OptionsEditor options, Quantize step)
    {
        // No attributes.
    }
}
