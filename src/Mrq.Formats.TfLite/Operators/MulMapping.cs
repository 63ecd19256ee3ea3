using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class MulMapping() : OperatorMapping<Mul>("MUL", "MulOptions")
{
    protected override Mul Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs, FusedActivationFunction = options.Activation() };

    protected override void Write(OptionsEditor options, Mul step) => options.Set("fused_activation_function", step.FusedActivationFunction);
}
