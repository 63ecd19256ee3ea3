using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class L2NormalizationMapping() : OperatorMapping<L2Normalization>("L2_NORMALIZATION", "L2NormOptions")
{
    protected override L2Normalization Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs, FusedActivationFunction = options.Activation() };

    protected override void Write(OptionsEditor options, L2Normalization step) => options.Set("fused_activation_function", step.FusedActivationFunction);
}
