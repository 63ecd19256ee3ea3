using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class SplitMapping() : OperatorMapping<Split>("SPLIT", "SplitOptions")
{
    protected override Split Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        NumSplits = options.Int32("num_splits"),
    };

    protected override void Write(OptionsEditor options, Split step) => options.Set("num_splits", step.NumSplits);
}
