using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class SumMapping() : OperatorMapping<Sum>("SUM", "ReducerOptions")
{
    protected override Sum Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs, KeepDims = options.Bool("keep_dims") };

    protected override void Write(OptionsEditor options, Sum step) => options.Set("keep_dims", step.KeepDims);
}
