using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class MeanMapping() : OperatorMapping<Mean>("MEAN", "ReducerOptions")
{
    protected override Mean Read(OptionsReader options, OpaqueOperator shell) =>
        new() { Inputs = shell.Inputs, Outputs = shell.Outputs, KeepDims = options.Bool("keep_dims") };

    protected override void Write(OptionsEditor options, Mean step) => options.Set("keep_dims", step.KeepDims);
}
