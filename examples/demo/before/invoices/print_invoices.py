"""Prints the invoices of one month: python invoices/print_invoices.py 2026-10"""

import subprocess
import sys
from pathlib import Path

from harbour_demo_ledger import read_month
from harbour_demo_pdf import write_invoice

OUT = Path("out")


def print_invoice(path: str, printer: str) -> None:
    subprocess.run(f"lp -d {printer} {path}", shell=True, check=True)


def main(month: str, printer: str) -> None:
    OUT.mkdir(exist_ok=True)
    for entry in read_month(month):
        target = OUT / f"{month}-{entry.customer}.pdf"
        write_invoice(target, entry)
        print_invoice(str(target), printer)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "office")
