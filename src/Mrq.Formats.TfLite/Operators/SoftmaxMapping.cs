using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class SoftmaxMapping() : OperatorMapping<Softmax>("SOFTMAX", "SoftmaxOptions")
{
    protected override Softmax Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        Beta = options.Single("beta"),
    };

    protected override void Write(OptionsEditor options, Softmax step) => options.Set("beta", step.Beta);
}
