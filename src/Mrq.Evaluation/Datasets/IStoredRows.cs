namespace Mrq.Evaluation.Datasets;

/// <summary>The entries of an array's first dimension where they are stored: each is read when its turn comes, so that there may be more of them than memory.</summary>
internal interface IStoredRows
{
    /// <summary>All rows in order, little-endian and in C order, from the first one each time.</summary>
    IEnumerable<ArrayRow> Rows();
}
