using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class SplitVMapping() : OperatorMapping<SplitV>("SPLIT_V", "SplitVOptions")
{
    protected override SplitV Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        NumSplits = options.Int32("num_splits"),
    };

    protected override void Write(OptionsEditor options, SplitV step) => options.Set("num_splits", step.NumSplits);
}
