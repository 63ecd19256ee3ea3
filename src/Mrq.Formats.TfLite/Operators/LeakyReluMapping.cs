using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class LeakyReluMapping() : OperatorMapping<LeakyRelu>("LEAKY_RELU", "LeakyReluOptions")
{
    protected override LeakyRelu Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs, Alpha = options.Single("alpha") };

    protected override void Write(OptionsEditor options, LeakyRelu step) => options.Set("alpha", step.Alpha);
}
