using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class ConcatenationMapping() : OperatorMapping<Concatenation>("CONCATENATION", "ConcatenationOptions")
{
    protected override Concatenation Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Axis = options.Int32("axis"),
        FusedActivationFunction = options.Activation(),
    };

    protected override void Write(OptionsEditor options, Concatenation step)
    {
        options.Set("axis", step.Axis);
        options.Set("fused_activation_function", step.FusedActivationFunction);
    }
}
