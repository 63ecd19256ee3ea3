using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class SubMapping() : OperatorMapping<Sub>("SUB", "SubOptions")
{
    protected override Sub Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        FusedActivationFunction = options.Activation(),
        PotScaleInt16 = options.Bool("pot_scale_int16"),
    };

    protected override void Write(OptionsEditor options, Sub step)
    {
        options.Set("fused_activation_function", step.FusedActivationFunction);
        options.Set("pot_scale_int16", step.PotScaleInt16);
    }
}
