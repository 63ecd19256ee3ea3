using Mrq.Core.Graph.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The shape is that of the output tensor; <c>new_shape</c> repeats it and stays in the file.</summary>
internal sealed class ReshapeMapping() : OperatorMapping<Reshape>("RESHAPE", "ReshapeOptions")
{
    protected override Reshape Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs };

    protected override void Write(OptionsEditor options, Reshape step)
    {
        // No attributes.
    }
}
