-- Nobody asks for the legs of a holder: what a post held is in `touch`, what it holds in `relay`.
-- With hundreds of holders each report wrote a page of its own into this tree.
DROP INDEX leg_holder;
