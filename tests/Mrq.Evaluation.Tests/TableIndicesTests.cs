using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

/// <summary>Ids of a dataset are held against the table that the model looks them up in.</summary>
[TestClass]
public sealed class TableIndicesTests
{
    [TestMethod]
    public void Ids_that_the_table_has_rows_for_pass() => TableIndices.Require(Ids(0, 1, 2, 3), Graph());

    [TestMethod]
    [DataRow(4, "Sample 1 holds 4, which indexes nothing: the model looks it up among 4 rows, 0 to 3.")]
    [DataRow(-1, "Sample 1 holds -1, which indexes nothing: the model looks it up among 4 rows, 0 to 3.")]
    public void Another_id_is_MRQ1051_with_its_sample(int id, string message)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => TableIndices.Require(Ids(0, 1, 2, id), Graph()));

        Assert.AreEqual((MrqCodes.DatasetDoesNotFit, message, "ids"), (error.Code, error.Message, error.Place.Tensor));
    }

    [TestMethod]
    public void Numbers_that_index_nothing_may_be_any() => TableIndices.Require(Ids(0, 1, 2, 99), Graph() with { Operators = [] });

    private static Dataset Ids(params int[] ids) => Dataset.Create(NumpyArray.Create<int>("x", new TensorShape(2, 2), ids), null);

    private static QuantizedGraph Graph()
    {
        var ids = new Tensor { Name = "ids", Type = ElementType.Int32, Shape = new TensorShape(1, 2) };
        var table = new Tensor { Name = "table", Type = ElementType.Int8, Shape = new TensorShape(4, 1), Quantization = new QuantizationParameters(1f), Data = new byte[4] };
        return new QuantizedGraph
        {
            Name = "main",
            Tensors = [ids, table, table with { Name = "out", Shape = new TensorShape(1, 2, 1), Data = null }],
            Operators = [new Gather { Inputs = [1, 0], Outputs = [2] }],
            Inputs = [0],
            Outputs = [2],
        };
    }
}
