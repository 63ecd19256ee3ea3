using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class AddMapping() : OperatorMapping<Add>("ADD", "AddOptions")
{
    protected override Add Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        FusedActivationFunction = options.Activation(),
        PotScaleInt16 = options.Bool("pot_scale_int16"),
    };

    protected override void Write(OptionsEditor options, Add step)
    {
        options.Set("fused_activation_function", step.FusedActivationFunction);
        options.Set("pot_scale_int16", step.PotScaleInt16);
    }
}
