using Mrq.Core.Graph.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class DequantizeMapping() : OperatorMapping<Dequantize>("DEQUANTIZE", "DequantizeOptions")
{
    protected override Dequantize Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs };

    protected override void Write(OptionsEditor options, Dequantize step)
    {
        // No attributes.
    }
}
